print("tellback-collector")
