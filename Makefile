# The everyday steps. Each installs what it needs and the machine lacks (installers/dev/ensure.sh).
#
#   make run     open ElderPhoto (without a screen: a first backup on the command line)
#   make test    every suite
#   make bench   side by side with rsync and others
#   make build   packages for Debian and Fedora
#   make lint    formatting, clippy, types of the page
#   make clean

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := run
.PHONY: run test bench build lint clean cli app lint-rust lint-ui test-ui test-rust programs

export CARGO_TARGET_DIR ?= $(CURDIR)/target
ensure := installers/dev/ensure.sh
driver := $(CARGO_TARGET_DIR)/tools/bin/tauri-driver
page_sources := $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print)

run:
	installers/dev/run.sh

test: test-ui test-rust

bench:
	$(ensure) cli
	benches/run.sh

build: ui/dist/index.html
	$(ensure) app
	cargo build --release --package elderphoto-cli
	install -D "$(CARGO_TARGET_DIR)/release/elderphoto" target/package/elderphoto
	ui/node_modules/.bin/tauri build --ci
	ls "$(CARGO_TARGET_DIR)"/release/bundle/{deb/*.deb,rpm/*.rpm}

lint: lint-rust lint-ui

clean:
	rm -rf "$(CARGO_TARGET_DIR)" ui/dist ui/node_modules src-tauri/gen/schemas

# The command line and the sample library: needs nothing but a C compiler.
cli:
	$(ensure) cli
	cargo build --package elderphoto-cli --package elderphoto-sample

# The window.
app: ui/dist/index.html
	$(ensure) app
	cargo build --package elderphoto-app --package elderphoto-cli

lint-rust: ui/dist/index.html
	$(ensure) app
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings

lint-ui: ui/node_modules/.package-lock.json
	npm --prefix ui run --silent lint
	npm --prefix ui run --silent check

test-ui: ui/node_modules/.package-lock.json
	npm --prefix ui run --silent test

# The real programs first: the end-to-end and window suites drive them. All packages at once and with
# their tests, so that nothing is built a second time with other features.
programs: ui/dist/index.html
	$(ensure) test
	cargo build --workspace --bins --tests

test-rust: programs $(driver)
	export ELDERPHOTO_BIN="$(CARGO_TARGET_DIR)/debug/elderphoto"
	export ELDERPHOTO_APP="$(CARGO_TARGET_DIR)/debug/elderphoto-app"
	export ELDERPHOTO_SAMPLE="$(CARGO_TARGET_DIR)/debug/elderphoto-sample"
	export ELDERPHOTO_TAURI_DRIVER="$(driver)"
	if cargo nextest --version >/dev/null 2>&1; then
		cargo nextest run --workspace
	else
		cargo test --workspace --tests --bins
	fi

$(driver):
	cargo install tauri-driver --version '^2' --locked --root "$(CARGO_TARGET_DIR)/tools"

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	$(ensure) ui
	npm --prefix ui ci --no-fund --no-audit
	touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(page_sources)
	npm --prefix ui run --silent build
