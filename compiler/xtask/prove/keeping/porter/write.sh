set -Eeuo pipefail
trap 'exit 0' TERM
counts() {
    while :; do
        echo "START TRANSACTION; INSERT INTO counts (article) VALUES (MD5(RAND())); SET @counted = LAST_INSERT_ID();
            INSERT INTO movements VALUES (@counted, 1, MD5(RAND())), (@counted, 2, MD5(RAND())), (@counted, 3, MD5(RAND()));
            COMMIT;"
        sleep 0.02
    done
}
login="${STOCK_URL#mysql://}"
MYSQL_PWD="${login#*:}"
export MYSQL_PWD="${MYSQL_PWD%%@*}"
place="${login#*@}"
counts | mariadb --host="${place%%:*}" --user="${login%%:*}" --database="${place#*/}" &
wait "$!"
