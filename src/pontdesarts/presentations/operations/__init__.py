"""Every write about season sheets."""

from .asking import ask, ask_all
from .writing import copy_last, publish, withdraw, write

__all__ = ["ask", "ask_all", "copy_last", "publish", "withdraw", "write"]
