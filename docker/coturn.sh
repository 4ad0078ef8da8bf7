#!/bin/sh
# Runs coturn with coturn.conf beside this file and with the certificate that the TLS front keeps. Reads DOMAIN (the certificate's name), PUBLIC_IP (what the
# media node shows to browsers), MEDIA_ADDRESS (where it is reached from here), TURN_SECRET and CERTIFICATES (the front's folder).
set -eu
umask 077
trap 'exit 0' TERM INT

# Seconds between two looks at the certificate. Longer serves a renewed one later (the front renews weeks ahead), shorter only wakes up more often.
interval=${CERTIFICATE_INTERVAL:-600}

# The front keeps a folder for each authority that it asked; the newest certificate counts.
certificate() { find "$CERTIFICATES" -type f -name "$DOMAIN.crt" -exec ls -t {} + 2>/dev/null | head -n 1; }
state() { cat "$1" "${1%.crt}.key" | cksum; }
# A sleep that a signal ends.
pause() { sleep "$1" & wait $! || true; }

while [ -z "$(certificate)" ]; do
  echo "coturn waits for the certificate of $DOMAIN"
  pause 5
done
used=$(certificate)
seen=$(state "$used")

folder=$(mktemp -d)
# Links, because the newest certificate may lie in another folder next time; a file for the secret, because everybody on a machine reads what a program was
# started with.
link() { ln -sf "$used" "$folder/tls.crt" && ln -sf "${used%.crt}.key" "$folder/tls.key"; }
link
cat "$(dirname "$0")/coturn.conf" - >"$folder/turnserver.conf" <<END
realm=$DOMAIN
static-auth-secret=$TURN_SECRET
cert=$folder/tls.crt
pkey=$folder/tls.key
userdb=$folder/turn.db
pidfile=$folder/turn.pid
allowed-peer-ip=$MEDIA_ADDRESS
# Browsers ask for the public address; packets go to the media node itself, not out of the machine and back.
external-ip=$PUBLIC_IP/$MEDIA_ADDRESS
END

turnserver -c "$folder/turnserver.conf" &
server=$!

follow() {
  trap 'kill $! 2>/dev/null; exit 0' TERM
  while pause "$interval"; do
    newest=$(certificate)
    [ -n "$newest" ] && now=$(state "$newest" 2>/dev/null) && [ "$now" != "$seen" ] || continue
    used=$newest
    seen=$now
    link
    echo "coturn takes the renewed certificate of $DOMAIN"
    kill -USR2 "$server"
  done
}
follow &
follower=$!

trap 'kill "$server" 2>/dev/null || true' TERM INT
trap 'kill "$follower" 2>/dev/null; rm -rf "$folder"' EXIT
code=0
# A signal ends the waiting, not yet coturn.
while kill -0 "$server" 2>/dev/null; do
  code=0
  wait "$server" || code=$?
done
exit "$code"
