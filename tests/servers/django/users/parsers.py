"""The framework's JSON parser, for any depth."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as FrameworkParser


class JSONParser(FrameworkParser):
    def parse(self, *args, **kwargs):
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error
