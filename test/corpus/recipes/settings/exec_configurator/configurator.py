"""Runs a file of settings in the globals of the script."""

config_file = "fast.py"
print(f"Overriding config with {config_file}:")
exec(open(config_file).read())
