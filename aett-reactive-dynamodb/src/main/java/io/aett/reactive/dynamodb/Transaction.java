package io.aett.reactive.dynamodb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** The commits that share one {@code TransactWriteItems}: as many as its limits allow, stored together or not at all. */
final class Transaction {

    /** The most items of one transaction. */
    static final int MAX_ITEMS = 100;

    /** The most bytes of one transaction's items. */
    static final long MAX_BYTES = 4L << 20;

    /**
     * The client sends a transaction once: its own retries would hide whether an attempt before the last one may have been
     * applied, and with it whether nothing was written.
     */
    static final AwsRequestOverrideConfiguration ONCE = AwsRequestOverrideConfiguration.builder()
            .addPlugin(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .build()))
            .build();

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<TransactWriteItem> writes = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private long bytes;

    /** Divides attempts into as few transactions as the limits allow, in order. */
    static List<Transaction> of(List<Attempt> attempts, String table) {
        List<Transaction> transactions = new ArrayList<>();
        Transaction current = new Transaction();
        for (Attempt attempt : attempts) {
            List<TransactWriteItem> more = attempt.writes(table);
            long moreBytes = Attempt.bytes(more);
            if (!current.attempts.isEmpty() && !current.hasRoomFor(more.size(), moreBytes)) {
                transactions.add(current);
                current = new Transaction();
            }
            current.add(attempt, more, moreBytes);
        }
        transactions.add(current);
        return transactions;
    }

    private boolean hasRoomFor(int items, long moreBytes) {
        return writes.size() + items <= MAX_ITEMS && bytes + moreBytes <= MAX_BYTES;
    }

    private void add(Attempt attempt, List<TransactWriteItem> more, long moreBytes) {
        starts.add(writes.size());
        attempts.add(attempt);
        writes.addAll(more);
        bytes += moreBytes;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** The request of the n-th try. Each has a token of its own: a repeated one could bring back an old refusal. */
    TransactWriteItemsRequest request(int tries) {
        return TransactWriteItemsRequest.builder()
                .transactItems(writes)
                .clientRequestToken(token(tries))
                .overrideConfiguration(ONCE)
                .build();
    }

    /** The reasons that concern the attempt at this index of {@link #attempts()}. */
    List<CancellationReason> reasonsOf(int index, List<CancellationReason> all) {
        int end = index + 1 < starts.size() ? starts.get(index + 1) : writes.size();
        return all.subList(starts.get(index), end);
    }

    private String token(int tries) {
        ByteBuffer content = ByteBuffer.allocate(attempts.size() * 40 + 4);
        for (Attempt attempt : attempts) {
            UUID nonce = attempt.commit().nonce();
            content.putLong(nonce.getMostSignificantBits())
                    .putLong(nonce.getLeastSignificantBits())
                    .putLong(attempt.generation())
                    .putLong(attempt.position())
                    .putLong(Items.micros(attempt.stamp()));
        }
        content.putInt(tries);
        return UUID.nameUUIDFromBytes(content.array()).toString();
    }
}
