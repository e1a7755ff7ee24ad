"""What is asked and what is known: plan, targets, published figures, and reading them."""
