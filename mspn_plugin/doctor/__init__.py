from .facts import gather_facts
from .problems import Problem, find_problems

__all__ = ['Problem', 'find_problems', 'gather_facts']
