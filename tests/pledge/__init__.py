"""Tests of the pledge."""
