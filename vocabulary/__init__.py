"""Value types of municipal international cooperation that all share, and who acts for a commune."""
