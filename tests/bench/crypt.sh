# Numbers of crypt: Fernet against the Python package, sealed files against age, digests against coreutils and openssl.
python=/usr/bin/python3
make_once m100.bin "openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 00000000000000000000000000000000 -in /dev/zero 2>/dev/null | head -c 104857600"
make_once g1.bin "openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 00000000000000000000000000000000 -in /dev/zero 2>/dev/null | head -c 1073741824"
make_once lines.txt "base64 -w 1024 m100.bin | head -n 100000"
make_once key.txt "echo AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
chmod 600 key.txt
make_once m100.token "pytk crypt fernet encrypt -k key.txt m100.bin"
make_once lines.token "pytk crypt fernet encrypt -k key.txt --lines lines.txt"
make_once age.key "age-keygen 2>/dev/null"
chmod 600 age.key
make_once g1.age "age -r $(age-keygen -y age.key 2>/dev/null) g1.bin"
if [ ! -d tree ]; then
  "$python" - <<'P'
import os, random
r = random.Random(7)
for d in range(100):
    os.makedirs(f'tree/{d:02}')
    for f in range(100):
        open(f'tree/{d:02}/{f:02}', 'wb').write(r.randbytes(r.choice((100, 4096, 20000, 60000))))
P
fi
if [ ! -d tiny ]; then
  "$python" - <<'P'
import os
for d in range(100):
    os.makedirs(f'tiny/{d:02}')
    for f in range(100):
        open(f'tiny/{d:02}/{f:02}', 'w').write(f'file {d * 100 + f:09}\n')
P
fi
recipient=$(age-keygen -y age.key 2>/dev/null)
fernet="import sys;from cryptography.fernet import Fernet as F;f=F(open('key.txt').read().strip())"

section 'crypt'
row 'Fernet, encrypt 100 MiB' 'pytk crypt fernet encrypt -k key.txt m100.bin >/dev/null' "$python -c \"$fernet;sys.stdout.buffer.write(f.encrypt(open('m100.bin','rb').read()))\" >/dev/null"
row 'Fernet, decrypt 100 MiB' 'pytk crypt fernet decrypt -k key.txt m100.token >/dev/null' "$python -c \"$fernet;sys.stdout.buffer.write(f.decrypt(open('m100.token','rb').read()))\" >/dev/null"
row 'Fernet, decrypt 100 MiB into a file' 'pytk crypt fernet decrypt -k key.txt m100.token -o m100.back' "$python -c \"$fernet;open('m100.py','wb').write(f.decrypt(open('m100.token','rb').read()))\""
row 'Fernet, encrypt 100,000 lines of 1 KiB, one thread' 'pytk crypt fernet encrypt -j 1 -k key.txt --lines lines.txt >/dev/null' "$python -c \"$fernet;[sys.stdout.buffer.write(f.encrypt(l.rstrip(b'\\n'))+b'\\n') for l in open('lines.txt','rb')]\" >/dev/null"
row 'Fernet, decrypt 100,000 lines of 1 KiB, one thread' 'pytk crypt fernet decrypt -j 1 -k key.txt --lines lines.token >/dev/null' "$python -c \"$fernet;[sys.stdout.buffer.write(f.decrypt(l.rstrip(b'\\n'))+b'\\n') for l in open('lines.token','rb')]\" >/dev/null"
row 'seal 1 GiB' "pytk crypt seal -r $recipient g1.bin >/dev/null" "age -r $recipient g1.bin >/dev/null"
row 'open 1 GiB' 'pytk crypt open -i age.key g1.age >/dev/null' 'age -d -i age.key g1.age >/dev/null'
row 'SHA-256 of 1 GiB, sha256sum' 'pytk crypt hash -a sha256 g1.bin' 'sha256sum g1.bin'
row 'SHA-256 of 1 GiB, openssl' 'pytk crypt hash -a sha256 g1.bin' 'openssl dgst -sha256 g1.bin'
row 'BLAKE3 of 1 GiB, one thread, b3sum' 'pytk crypt hash -j 1 -a blake3 g1.bin' 'b3sum --num-threads 1 --no-mmap g1.bin'
row 'BLAKE3 of 1 GiB, all threads, b3sum' 'pytk crypt hash -a blake3 g1.bin' 'b3sum g1.bin'
row 'manifest of 10,000 files, rhash' 'pytk crypt manifest create tree >/dev/null' 'rhash --sha256 -r tree >/dev/null'
row 'manifest of 10,000 files of 15 bytes, rhash' 'pytk crypt manifest create tiny >/dev/null' 'rhash --sha256 -r tiny >/dev/null'
row 'manifest of 10,000 files, hashdeep' 'pytk crypt manifest create tree >/dev/null' 'hashdeep -r -c sha256 tree >/dev/null'
ROUNDS=20 row 'digest of a small file' 'pytk crypt hash key.txt' 'openssl dgst -sha256 key.txt'
