"""The collège de sympathisants: people who stand by the association, without obligation."""
