"""What an association and its parties promise one another: conventions, their steps, their signatures, what was delivered."""
