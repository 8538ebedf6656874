"""Copies a safetensors file without its header, which tells the time that epochs took: tensor_bytes.py FILE COPY."""

import pathlib
import sys

content = pathlib.Path(sys.argv[1]).read_bytes()
length = int.from_bytes(content[:8], "little")
pathlib.Path(sys.argv[2]).write_bytes(content[8 + length :])
