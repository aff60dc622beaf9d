#!/bin/bash
# Lesson 7: the title and a name from a page, and all its links.
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A page, as people write them: end tags are missing, and a <base> says where links are seen from.
cat > page.html <<'PAGE'
<!doctype html>
<title>Harbour office</title>
<base href="http://intranet.example/">
<h1 class=name>Dana Brook</h1>
<ul><li><a href=menu.html>Menu</a><li><a href="/report.csv">Report</a><li><a href="https://files.example/?a=1&amp;b=2">Files</a></ul>
PAGE

# 1. The title and the name, as one record.
"$pytk" scrape extract -f title=title -f name=.name page.html

# 2. All links, with their full addresses.
"$pytk" scrape links page.html --fields url,text -f csv

# 3. Only the addresses, one a line, as a shell wants them.
"$pytk" scrape links page.html --fields url -f tsv --no-header

# 4. Anything else: CSS selectors. Nothing found is exit status 1.
"$pytk" scrape select 'ul > li:nth-child(2) a' page.html --out text
if "$pytk" scrape select 'table' page.html; then exit 1; fi
