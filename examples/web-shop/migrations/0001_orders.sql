create table orders (
  id         text primary key,
  currency   char(3) not null,
  total      bigint not null check (total >= 0), -- smallest unit of the currency
  created_at timestamptz not null default now()
);

create table order_lines (
  order_id text not null references orders (id),
  position integer not null,
  sku      text not null,
  quantity integer not null check (quantity > 0),
  price    bigint not null,
  primary key (order_id, position)
);
