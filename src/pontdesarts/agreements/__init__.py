"""What an association and its parties promise one another: conventions, signatures, what was delivered."""
