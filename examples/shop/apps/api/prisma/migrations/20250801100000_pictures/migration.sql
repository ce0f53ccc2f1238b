-- AlterTable
ALTER TABLE "Product" ADD COLUMN "picture" TEXT;
