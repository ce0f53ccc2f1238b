//! The databases of the proof: how each is filled, asked and written to.
//!
//! Plain facts of an engine and of what `compiler/xtask/prove/keeping` puts into it, no steps.

/// A database, and the service that writes to it without a pause.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) engine: &'static str,
    pub(super) database: &'static str,
    pub(super) service: &'static str,
    pub(super) image: &'static str,
    /// How the service finds it; `%s` is the password.
    pub(super) url: &'static str,
    /// A shell line in the engine's container that runs the SQL on its standard input.
    pub(super) client: &'static str,
    pub(super) seed: &'static str,
    /// Answers with the number of the last transaction that is there.
    pub(super) last: &'static str,
    /// Answers with one line about the content of all tables: of those that grow, up to transaction `{last}`. Each
    /// transaction wrote a row into one and three into the other.
    pub(super) content: &'static str,
    /// Answers with the number of rows that belong to no whole transaction.
    pub(super) halves: &'static str,
    /// Answers with what is more than tables, and has to be there again.
    pub(super) rest: &'static str,
    /// Takes the data away, as somebody does who is connected to the wrong server.
    pub(super) mishap: &'static str,
    /// Ends the connection of a dump that is under way; says `ended` when there was one.
    pub(super) end_dump: &'static str,
    /// Whether it can be brought back to a moment.
    pub(super) has_log: bool,
    /// A setting of the scripts with which a dump silently leaves out a table.
    pub(super) leaves_out: &'static str,
}

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        engine: "PostgreSQL 17",
        database: "orders",
        service: "clerk",
        image: "postgres:17.11",
        url: "postgresql://app:%s@orders:5432/keeping",
        client: "psql --username=app --dbname=keeping --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1",
        seed: include_str!("../../../prove/keeping/postgresql.sql"),
        last: "SELECT coalesce(max(id), 0) FROM orders",
        content: r#"SELECT (SELECT md5(string_agg(o::text, '|' ORDER BY id)) FROM orders o WHERE id <= {last}),
            (SELECT md5(string_agg(l::text, '|' ORDER BY order_id, n)) FROM lines l WHERE order_id <= {last}),
            (SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM papers p),
            (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM "Odd ""name"" of a table" t)"#,
        halves: "SELECT count(*) FROM orders o WHERE (SELECT count(*) FROM lines WHERE order_id = o.id) <> 3",
        rest: r#"BEGIN; INSERT INTO papers VALUES (0, 'new', '');
            SELECT 'trigger ' || seen FROM "Odd ""name"" of a table"; ROLLBACK;
            SELECT 'view ' || (id = (SELECT max(id) FROM orders)) FROM latest;
            SELECT 'extension ' || similarity('word', 'words');
            SELECT 'rights ' || has_table_privilege(rolname, 'orders', 'SELECT') || rolcanlogin FROM pg_roles
                WHERE rolname = 'reports of Ada''s';
            SELECT 'index ' || indexdef FROM pg_indexes WHERE indexname = 'papers_name'"#,
        mishap: "DELETE FROM papers WHERE id % 2 = 0; DROP TABLE lines; UPDATE orders SET customer = 'x'",
        end_dump: "WITH dump AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE application_name = 'pg_dump')
            SELECT 'ended' FROM dump WHERE pg_terminate_backend(pid)",
        has_log: true,
        leaves_out: "DUMP[orders]+=' --exclude-table-data=papers'",
    },
    Subject {
        engine: "MariaDB 11.8",
        database: "stock",
        service: "porter",
        image: "mariadb:11.8.8",
        url: "mysql://app:%s@stock:3306/keeping",
        client: "MYSQL_PWD=$(cat /run/secrets/password) mariadb --user=app --database=keeping --batch --skip-column-names --raw",
        seed: include_str!("../../../prove/keeping/mariadb.sql"),
        last: "SELECT COALESCE(MAX(id), 0) FROM counts",
        content: "SELECT (SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CONV(LEFT(SHA2(CONCAT_WS('|', id, article, at), 256), 16), 16, 10))) FROM counts WHERE id <= {last}),
            (SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CONV(LEFT(SHA2(CONCAT_WS('|', count_id, n, note), 256), 16), 16, 10))) FROM movements WHERE count_id <= {last}),
            (SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CONV(LEFT(SHA2(CONCAT_WS('|', id, name, HEX(content)), 256), 16), 16, 10))) FROM papers),
            (SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CONV(LEFT(SHA2(CONCAT_WS('|', id, seen), 256), 16), 16, 10))) FROM `Odd name`)",
        halves: "SELECT COUNT(*) FROM counts c WHERE (SELECT COUNT(*) FROM movements WHERE count_id = c.id) <> 3",
        rest: "START TRANSACTION; INSERT INTO papers VALUES (0, 'new', '');
            SELECT CONCAT('trigger ', seen) FROM `Odd name`; ROLLBACK;
            SELECT CONCAT('view ', id = (SELECT MAX(id) FROM counts)) FROM latest;
            SELECT CONCAT('procedure ', ROUTINE_NAME, ROUTINE_DEFINITION) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE();
            SELECT CONCAT('event ', EVENT_NAME, EVENT_DEFINITION) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
        mishap: "DELETE FROM papers WHERE id % 2 = 0; DROP TABLE movements; UPDATE counts SET article = 'x'",
        end_dump: "DELIMITER //
            BEGIN NOT ATOMIC
                DECLARE dump bigint DEFAULT (SELECT MIN(ID) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT /*!40001%papers%');
                IF dump IS NOT NULL THEN KILL dump; SELECT 'ended'; END IF;
            END //",
        has_log: false,
        leaves_out: "DUMP[stock]=\"${DUMP[stock]/--quick/--quick --ignore-table-data=keeping.papers}\"",
    },
];
