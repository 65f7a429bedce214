package io.aett.reactive.orders;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Saga;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** How much of each item is paid for: a table beside the events, which changes with the checkpoint in one transaction. */
@Component
record Sales(DatabaseClient database) {

    static final String NAME = "sales";

    private static final String ADD = "insert into sales as s (item, quantity) values ($1, $2)"
            + " on conflict (item) do update set quantity = s.quantity + excluded.quantity";

    record Row(String item, long quantity) {}

    /** The saga's stream has copies of the events that it was told. */
    static Flux<Long> add(Commit commit, Connection connection) {
        return Flux.fromIterable(Saga.isDelivery(commit) ? List.of() : commit.events())
                .map(EventMessage::body)
                .ofType(Order.Paid.class)
                .concatMap(paid -> connection
                        .createStatement(ADD)
                        .bind("$1", paid.item())
                        .bind("$2", (long) paid.quantity())
                        .execute())
                .concatMap(Result::getRowsUpdated);
    }

    Flux<Row> rows() {
        return database.sql("select item, quantity from sales order by item")
                .map(row -> new Row(row.get("item", String.class), row.get("quantity", Long.class)))
                .all();
    }
}
