"""Who signs in, how, and what protects it.

People helped by the structures have no account: those who sign in are professionals and volunteers.
"""
