-- Takes people out of a copy of the production data: what they bought stays, who they are does not.
BEGIN;
UPDATE "Order" SET email = 'customer-' || id || '@anonymous.invalid';
COMMIT;
