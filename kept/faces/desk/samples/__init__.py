"""Made-up values for the living style page: every component in every state. No customer is in it."""
