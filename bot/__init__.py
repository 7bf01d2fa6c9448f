"""What you run: settings, wiring, the HTTP and Socket Mode edges, the command line."""
