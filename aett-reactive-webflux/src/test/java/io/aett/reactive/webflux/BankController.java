package io.aett.reactive.webflux;

import io.aett.reactive.webflux.Bank.Account;
import io.aett.reactive.webflux.Bank.Count;
import io.aett.reactive.webflux.Bank.Counting;
import io.aett.reactive.webflux.Bank.Deposit;
import io.aett.reactive.webflux.Bank.Deposited;
import io.aett.reactive.webflux.Bank.Opened;
import io.aett.reactive.webflux.Bank.Opening;
import io.aett.reactive.webflux.Bank.State;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
final class BankController {

    private final Bank bank;

    BankController(Bank bank) {
        this.bank = bank;
    }

    @PutMapping("/accounts/{id}")
    Mono<ResponseEntity<State>> open(AettRequest request, @PathVariable("id") String id, @RequestBody Opening opening) {
        return request.update(
                        bank.accounts(request),
                        Account.class,
                        id,
                        account -> account.open(opening.owner(), opening.cents()))
                .map(answer -> answer.created(URI.create("/accounts/" + id), Account::state));
    }

    @PostMapping("/accounts/{id}/deposits")
    Mono<ResponseEntity<State>> deposit(
            AettRequest request, @PathVariable("id") String id, @RequestBody Deposit deposit) {
        return request.update(bank.accounts(request), Account.class, id, account -> account.deposit(deposit.cents()))
                .map(answer -> answer.ok(Account::state));
    }

    @PostMapping("/accounts/{id}/bonus")
    Mono<ResponseEntity<State>> bonus(AettRequest request, @PathVariable("id") String id) {
        return request.update(bank.accounts(request), Account.class, id, account -> account.deposit(1))
                .map(answer -> answer.ok(Account::state));
    }

    @PostMapping("/accounts/{id}/careful-deposits")
    Mono<ResponseEntity<Void>> depositCarefully(
            AettRequest request, @PathVariable("id") String id, @RequestBody Deposit deposit) {
        return request.requireKey()
                .requireCondition()
                .update(bank.accounts(request), Account.class, id, account -> account.deposit(deposit.cents()))
                .map(Answer::noContent);
    }

    @GetMapping("/accounts/{id}")
    Mono<ResponseEntity<State>> account(AettRequest request, @PathVariable("id") String id) {
        return request.read(bank.accounts(request), Account.class, id).map(answer -> answer.ok(Account::state));
    }

    @PostMapping("/counters/{id}")
    Mono<ResponseEntity<Count>> count(
            AettRequest request, @PathVariable("id") String id, @RequestBody Counting counting) {
        return request.handle(bank.counters(request), id, counting).map(answer -> answer.ok(Function.identity()));
    }

    @GetMapping("/counters/{id}")
    Mono<ResponseEntity<Count>> counter(AettRequest request, @PathVariable("id") String id) {
        return request.read(bank.counters(request), id).map(answer -> answer.ok(Function.identity()));
    }

    @GetMapping("/summary")
    Mono<String> summary(AettRequest request) {
        return request.caughtUp("summary").thenReturn("here it is");
    }

    @GetMapping("/events")
    EventStreamResponse events(AettRequest request) {
        return request.feed();
    }

    @GetMapping("/accounts/{id}/deposits")
    EventStreamResponse deposits(AettRequest request, @PathVariable("id") String id) {
        return request.feed().stream(id)
                .events(Deposited.class)
                .map((event, context) -> ((Deposited) event).cents() + "");
    }

    @GetMapping("/owners")
    EventStreamResponse owners(AettRequest request) {
        return request.feed().events(Opened.class).map((event, context) -> ((Opened) event).owner());
    }

    @GetMapping("/commits")
    EventStreamResponse commits(AettRequest request, @RequestParam(name = "now", defaultValue = "false") boolean now) {
        EventStreamResponse feed = request.feed().commits(commit -> commit.streamId() + "@" + commit.streamRevision());
        return now ? feed.fromNow() : feed;
    }
}
