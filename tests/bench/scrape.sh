# scrape: against Beautiful Soup, on a page of 1 MB.
section 'scrape'
make_once page.html 'echo "<title>t</title><table>"; for i in $(seq 12000); do echo "<tr><td class=a>$i<td><a href=/p/$i>link $i</a><td><p>some words of text"; done; echo "</table>"'
soup='/usr/bin/python3 -c "import bs4,sys; d=bs4.BeautifulSoup(open(\"page.html\"),\"html.parser\"); '
row 'all links of a 1 MB page / Beautiful Soup' 'pytk scrape links page.html -f csv' "$soup[print(a[\\\"href\\\"]) for a in d.find_all(\\\"a\\\")]\""
row 'title of a small page / Beautiful Soup' "pytk scrape select title $PYTK_EXAMPLES/data/page.html --out text" "/usr/bin/python3 -c 'import bs4; print(bs4.BeautifulSoup(open(\"$PYTK_EXAMPLES/data/page.html\"),\"html.parser\").title.text)'"
