#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Revision B runs from the internal oscillator, C from a crystal. */
#ifdef BOARD_REV_C
#define CLOCK_HZ 32000000u
#else
#define CLOCK_HZ 16000000u
#endif

#define BAUD 19200u /* fixed by the gateway */

#define UART_STATUS (*(volatile uint32_t *)0x4001381Cu)
#define UART_BAUD (*(volatile uint32_t *)0x40013808u)
#define UART_DATA (*(volatile uint32_t *)0x40013824u)
#define UART_RECEIVED (1u << 5)
#define UART_SENDABLE (1u << 7)

#endif
