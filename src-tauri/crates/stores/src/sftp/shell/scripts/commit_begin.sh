# A commit: makes durable what was staged, does the renames of a list, makes them durable. Reads
# lines "FROM TO" and answers each by its number and what came of it.
synced() { $sync >/dev/null 2>&1; }
synced || { echo unsynced; exit 1; }
echo synced
