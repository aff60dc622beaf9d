#!/bin/bash
# Lesson 8: encrypt and decrypt a message with Fernet; several keys, and their rotation with MultiFernet.
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# 1. A key. The file can be read by you alone, and nothing is overwritten.
"$pytk" crypt fernet keygen -o first.key

# 2. Encrypt a message. The token holds the time, the ciphertext and an authentication tag, all as text.
echo 'the deal is at noon' | "$pytk" crypt fernet encrypt -k first.key -o message.token
cut -c 1-60 message.token

# 3. Decrypt it. With --ttl a token that is older than that is refused.
"$pytk" crypt fernet decrypt -k first.key message.token --ttl 60

# 4. What does the token say about itself? Its tag is verified first.
"$pytk" crypt fernet inspect -k first.key message.token --ttl 60 -f jsonl --fields key_index,bytes

# 5. Somebody changed one character: nothing is written, and the exit status is 1.
token=$(< message.token)
changed=A
if [ "${token:40:1}" = A ]; then changed=B; fi
flipped=${token:0:40}$changed${token:41}
if printf '%s' "$flipped" | "$pytk" crypt fernet decrypt -k first.key > forged.txt 2> reason.txt; then
  echo 'a changed token was accepted' >&2
  exit 1
fi
test ! -s forged.txt
cat reason.txt

# 6. A second key. Both in one list: the first encrypts, all of them decrypt (MultiFernet).
"$pytk" crypt fernet keygen -o second.key
cat second.key first.key > keys.txt
chmod 600 keys.txt
"$pytk" crypt fernet decrypt -k keys.txt message.token

# 7. Rotation: the same message under the first key of the list. The token keeps its time, and the old key
#    is needed no longer.
"$pytk" crypt fernet rotate -k keys.txt message.token -o rotated.token
"$pytk" crypt fernet decrypt -k second.key rotated.token

# 8. A thousand messages, one token a line, rotated in one go.
seq 1000 | "$pytk" crypt fernet encrypt -k first.key --lines > tokens.txt
"$pytk" crypt fernet rotate -k keys.txt --lines tokens.txt > rotated.txt
"$pytk" crypt fernet decrypt -k second.key --lines rotated.txt | tail -n 1

# 9. A file of any size: constant memory, and the output appears only when all of it was verified.
"$pytk" crypt rand 3MiB -o big.bin
"$pytk" crypt fernet encrypt -k first.key big.bin -o big.token
"$pytk" crypt fernet decrypt -k first.key big.token -o big.copy
cmp big.bin big.copy && echo 'the copy is equal'

# 10. Digests, written as sha256sum writes them, and checked.
"$pytk" crypt hash -a sha256 big.bin message.token > sums.txt
"$pytk" crypt hash -c sums.txt
