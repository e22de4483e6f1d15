// Work that waits until nothing new has happened for a while.

export class Debounced {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly patience: number,
    private readonly work: () => void,
  ) {}

  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.work, this.patience);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
