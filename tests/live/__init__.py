"""Tests of the live hub: what the database tells, as open pages hear it."""
