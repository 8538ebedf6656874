"""npz_to_safetensors.py IN.npz PREFIX OUT: writes the arrays PREFIX/* as float32 tensors."""

import json
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from compare import read_npz  # noqa: E402

_, source, prefix, target = sys.argv
header, content = {}, b""
for name, (shape, elements) in read_npz(source).items():
    if name.startswith(prefix + "/"):
        encoded = struct.pack(f"<{len(elements)}f", *elements)
        header[name.removeprefix(prefix + "/")] = {
            "dtype": "F32",
            "shape": list(shape),
            "data_offsets": [len(content), len(content) + len(encoded)],
        }
        content += encoded
text = json.dumps(header).encode()
with open(target, "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + content)
