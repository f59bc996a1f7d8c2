"""Mail: taken in, read, shown, written and sent."""
