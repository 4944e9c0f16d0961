import '@hotwired/turbo';
import './live-page';
import './keep-open';
import './watch-progress';
import './template-preview';
import './print-page';
