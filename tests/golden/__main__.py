"""Take the golden hashes anew, or write the texts behind them into a folder."""

import argparse
from pathlib import Path

from tests.golden import KINDS, compare, hash_texts, produce, read_hashes, write_hashes

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; or all")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write texts, take no hashes")
    asked = parser.parse_args()
    for kind in asked.kinds or KINDS:
        texts = produce(kind)
        if asked.into:
            for name, text in texts.items():
                path = asked.into / f"{name}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        else:
            before, now = read_hashes(kind), hash_texts(texts)
            others = {n: value for n, value in read_hashes().items() if n not in before}
            write_hashes(others | now)
            print(compare(before, now) or f"{kind}: as before")
