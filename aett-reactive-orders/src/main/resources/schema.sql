create table if not exists sales (item text primary key, quantity bigint not null);
