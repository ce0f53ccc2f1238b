set -Eeuo pipefail
trap 'exit 0' TERM
orders() {
    while :; do
        echo "WITH placed AS (INSERT INTO orders (customer) VALUES (md5(random()::text)) RETURNING id)
            INSERT INTO lines SELECT id, n, md5(random()::text), n * 1.25 FROM placed, generate_series(1, 3) AS n;"
        sleep 0.02
    done
}
orders | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$ORDERS_URL" &
wait "$!"
