if synced; then echo end; else echo unsynced; fi
