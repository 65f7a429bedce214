package io.aett.reactive.benchmarks.subject;

import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Counts the requests of a client of the SDK. */
final class CountingInterceptor implements ExecutionInterceptor {

    private static final Pattern READS = Pattern.compile("(Get|BatchGet|TransactGet|Head|List|Query|Scan|Describe).*");

    private final Requests requests;

    CountingInterceptor(Requests requests) {
        this.requests = requests;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        requests.sent(writes(attributes));
    }

    /** Whether an operation changes something. */
    static boolean writes(ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        return operation == null || !READS.matcher(operation).matches();
    }
}
