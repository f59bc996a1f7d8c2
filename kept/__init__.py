"""Kept: the customer-service desk that keeps a company's word."""

__version__ = "0.1.0"
