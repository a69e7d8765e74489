package io.gatehouse.process;

import io.gatehouse.request.ReadOn;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import reactor.netty.NettyPipeline;

/** What the management port needs as the public one does, or a scrape on a kept connection would hang now and then. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
final class OperatorsPort {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> readingOn() {
        ReadOn readOn = new ReadOn();
        return factory -> factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, address) ->
                channel.pipeline().addAfter(NettyPipeline.HttpTrafficHandler, ReadOn.class.getName(), readOn)));
    }
}
