-- What a database of an application may hold: a view, a procedure, a trigger, an event, bytes.
CREATE TABLE counts (id bigint AUTO_INCREMENT PRIMARY KEY, article varchar(64) NOT NULL, at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)) ENGINE=InnoDB;
CREATE TABLE movements (count_id bigint NOT NULL, n int, note varchar(64), PRIMARY KEY (count_id, n), FOREIGN KEY (count_id) REFERENCES counts (id)) ENGINE=InnoDB;
CREATE TABLE papers (id int PRIMARY KEY, name varchar(64), content varbinary(256)) ENGINE=InnoDB;
INSERT INTO papers SELECT seq, CONCAT('Straße ', seq, '\n\'"\\'), CONCAT(UNHEX(SHA2(seq, 512)), UNHEX(SHA2(seq + 1, 512))) FROM seq_1_to_60000;
CREATE TABLE `Odd name` (id int PRIMARY KEY, seen int NOT NULL DEFAULT 0) ENGINE=InnoDB;
INSERT INTO `Odd name` VALUES (1, 0);
CREATE VIEW latest AS SELECT MAX(id) AS id FROM counts;
CREATE TRIGGER counted AFTER INSERT ON papers FOR EACH ROW UPDATE `Odd name` SET seen = seen + 1;
CREATE PROCEDURE tidy() DELETE FROM movements WHERE count_id < 0;
CREATE EVENT tidy_up ON SCHEDULE EVERY 1 DAY DO CALL tidy();
