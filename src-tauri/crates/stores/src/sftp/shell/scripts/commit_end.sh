if synced; then
  # Folders that were staged into and are empty now are of no more use; what is not empty stays.
  if [ -n "$batch" ] && real_folder "$batch"; then rmdir "./$batch"/* 2>/dev/null; fi
  echo end
else
  echo unsynced
fi
