"""GraphiQL, served from the installation: it works without any other host."""
