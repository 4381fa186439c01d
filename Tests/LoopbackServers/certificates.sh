#!/bin/sh
# Makes the certificates of the loopback servers in the directory given: an authority, servers good and bad, a client.
set -eu
cd "$1"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

authority() {
  key "$1"
  openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.pem" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
}

# issue NAME AUTHORITY START END SUBJECT_ALTERNATIVE_NAMES
issue() {
  key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  printf 'subjectAltName=%s\n' "$5" >"$1.extensions"
  openssl ca -batch -notext -config ca.conf -name any -cert "$2.pem" -keyfile "$2.key" -startdate "$3" -enddate "$4" \
    -extfile "$1.extensions" -in "$1.csr" -out "$1.pem" -outdir .
}

cat >ca.conf <<CONF
[any]
database = index.txt
new_certs_dir = .
serial = serial
email_in_dn = no
default_md = sha256
policy = policy
unique_subject = no
[policy]
commonName = supplied
CONF

: >index.txt
echo 01 >serial
authority authority
authority outsider
here=DNS:localhost,IP:127.0.0.1
issue good authority 20200101000000Z 20490101000000Z "$here"
issue expired authority 20200101000000Z 20200201000000Z "$here"
issue future authority 20480101000000Z 20490101000000Z "$here"
issue named authority 20200101000000Z 20490101000000Z DNS:kubernetes.example
issue stranger outsider 20200101000000Z 20490101000000Z "$here"
issue client authority 20200101000000Z 20490101000000Z DNS:client
openssl ec -in client.key -aes256 -passout pass:secret -out client.encrypted.key
issue other outsider 20200101000000Z 20490101000000Z DNS:client
