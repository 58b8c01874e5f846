#!/bin/sh
# checker.sh <folder>: onnx.checker and shape inference of all models of the folder, by Debian's python3-onnx.
python=/usr/bin/python3
if ! "$python" -c 'import onnx' 2>/dev/null; then
  echo "skipped: python3-onnx is not installed"
  exit 77
fi
exec "$python" "$(dirname "$0")/checker.py" "$1"
