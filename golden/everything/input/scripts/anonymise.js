// takes out names
