"""Real servers for tests: started in temporary folders on free ports, ended with the run."""
