#include "board.h"
#include "ring.h"

struct ring received;

/* Reading the data register clears the cause. */
void USART1_IRQHandler(void)
{
    if (UART_STATUS & UART_RECEIVED) {
        ring_put(&received, (uint8_t)UART_DATA);
    }
}
