package io.aett.reactive.cli.store;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A folder of a bucket of S3, or of a compatible server. */
record S3Place(String name, String bucket, Aws aws, S3Options options) implements StorePlace {

    static S3Place of(String url) {
        Address parts = Address.of(url);
        parts.requireNoUser();
        String[] path = parts.rest().split("/", 2);
        String prefix = path.length == 2 && !path[1].isEmpty() ? path[1].replaceFirst("/+$", "") : "aett";
        Aws aws = parts.aws();
        parts.requireNothingElse("region and endpoint");
        if (path[0].isEmpty()) {
            throw new BadInputException("an address of S3 is like s3:BUCKET, or s3:BUCKET/PREFIX");
        }
        S3Options options = StorePlaces.options(() -> S3Options.builder()
                .bucket(path[0])
                .prefix(prefix)
                .serializer(new StoredEvents())
                .build());
        return new S3Place("s3:" + path[0] + "/" + prefix + Address.where(aws), path[0], aws, options);
    }

    @Override
    public Mono<OpenStore> open() {
        return Mono.fromSupplier(() -> {
            S3AsyncClient client = aws.s3();
            return OpenStore.of(S3EventStore.create(client, options), client::close);
        });
    }

    @Override
    public String creation() {
        return """
                aws s3api create-bucket --bucket %s
                # and then aett init, which tests that conditional writes hold there and writes the store's id
                """.formatted(bucket);
    }

    @Override
    public String toString() {
        return name;
    }
}
