"""Take the golden hashes anew, or write the texts behind them into a folder.

python -m golden                 every kind, into hashes.txt
python -m golden DIR [KIND ...]  the texts of some kinds, or of all, below a folder
"""

import sys
from pathlib import Path

from golden import KINDS, compare, hash_texts, produce, read_hashes, write_hashes

if __name__ == "__main__":
    folder, *kinds = sys.argv[1:] or [""]
    texts = {}
    for kind in kinds or KINDS:
        texts |= produce(kind)
    if folder:
        for name, text in texts.items():
            path = Path(folder, f"{name}.txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    else:
        old, new = read_hashes(), hash_texts(texts)
        write_hashes(new)
        print(compare(old, new) or "nothing changed")
