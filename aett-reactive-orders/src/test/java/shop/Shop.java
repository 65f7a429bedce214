package shop;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.webflux.AettRequest;
import io.aett.reactive.webflux.EventStreamResponse;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@SpringBootApplication
public class Shop {

    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @Topic("cart.item-added")
    record ItemAdded(String item, int quantity) {}

    static class Cart extends Aggregate<Void> {

        private final Map<String, Integer> items = new TreeMap<>();

        Cart(String id) {
            super(id);
        }

        void add(String item, int quantity) {
            raiseEvent(new ItemAdded(item, quantity));
        }

        void apply(ItemAdded event) {
            items.merge(event.item(), event.quantity(), Integer::sum);
        }

        Map<String, Integer> items() {
            return items;
        }
    }

    record Wanted(String item, int quantity) {}

    @RestController
    record Carts(AggregateRepository carts) {

        @PostMapping("/carts/{id}/items")
        Mono<ResponseEntity<Map<String, Integer>>> add(
                AettRequest request, @PathVariable String id, @RequestBody Wanted wanted) {
            return request.update(carts, Cart.class, id, cart -> cart.add(wanted.item(), wanted.quantity()))
                    .map(answer -> answer.ok(Cart::items));
        }

        @GetMapping("/carts/{id}")
        Mono<ResponseEntity<Map<String, Integer>>> cart(AettRequest request, @PathVariable String id) {
            return request.read(carts, Cart.class, id).map(answer -> answer.ok(Cart::items));
        }

        @GetMapping("/events")
        EventStreamResponse events(AettRequest request) {
            return request.feed();
        }
    }
}
