print("checkly-sync")
