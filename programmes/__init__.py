"""A programme is data: a pack is a folder that a coordinator can read and edit."""
