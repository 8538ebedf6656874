"""Draws bar charts, and puts results into marked sections of Markdown files."""

import html

STYLE = """
  text { font: 13px sans-serif; fill: #1f2328 }
  .title { font-weight: bold }
  .ours { fill: #1a7f64 }
  .peer { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ours { fill: #3fb68b }
    .peer { fill: #6e7681 }
  }
"""
LABEL, BAR, VALUE, ROW, GAP = 150, 420, 70, 22, 14


def draw(groups):
    """An SVG picture of groups of bars: {title: {name: number}}, longest first. It has colors for bright and for dark pages,
    and names that begin with Anabranch stand out."""
    parts, y = [], 0
    for title, bars in groups.items():
        y += ROW
        parts.append(f'<text class="title" x="0" y="{y - 6}">{html.escape(title)}</text>')
        longest = max(bars.values())
        for name, number in sorted(bars.items(), key=lambda bar: -bar[1]):
            kind = "ours" if name.startswith("Anabranch") else "peer"
            width = BAR * number / longest
            parts.append(f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{html.escape(name)}</text>')
            parts.append(f'<rect class="{kind}" x="{LABEL}" y="{y + 3}" width="{width:.1f}" height="{ROW - 6}" rx="2"/>')
            parts.append(f'<text x="{LABEL + width + 6:.1f}" y="{y + 15}">{number:.1f}</text>')
            y += ROW
        y += GAP
    size = f'width="{LABEL + BAR + VALUE}" height="{y}"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{STYLE}</style>\n{body}\n</svg>\n'


def split_section(path, name):
    """What stands before, in and behind the section between the comments `NAME begins` and `NAME ends` of a file."""
    begin, end = f"<!-- {name} begins -->\n", f"<!-- {name} ends -->\n"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    section, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{path} has no section {name!r}")
    return before + begin, section, end + after


def replace_section(path, name, text):
    before, _, after = split_section(path, name)
    path.write_text(before + text + after, encoding="utf-8")


def update_table(path, name, rows, order, head=""):
    """Puts a table of two rows of heads and some of results, each a line, into a section, behind `head`. Rows of the old table
    that have other names stay, if it has the same heads. `order` are all names."""

    def get_name(line):
        return line.split(" | ")[0].removeprefix("| ")

    old = split_section(path, name)[1].splitlines()
    heads, separator, *measured = rows
    lines = {get_name(line): line for line in (*(old if heads in old else ()), *measured)}
    kept = [lines[row] for row in order if row in lines]
    replace_section(path, name, head + "\n".join(["", heads, separator, *kept, ""]) + "\n")
