"""Protocols and conventions as documents to print, read and sign: PDF/A and DOCX.

A `Paper` is composed once from records and wording; `pdf` and `word` only lay it out.
"""
