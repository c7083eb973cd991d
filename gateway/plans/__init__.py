"""Answers GraphQL reads with one SQL statement; knows no concrete schema."""
